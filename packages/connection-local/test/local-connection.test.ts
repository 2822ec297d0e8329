import {confined} from '@gt-town/connection'
import {connectionSuite} from '@gt-town/contract-testing'
import {few, suiteRounds} from '../../../test/support/rounds.js'
import {driver, localSubject} from './local-subject.js'

const capabilities = {programs: true, permissions: true, rounds: suiteRounds}

connectionSuite('LocalConnection', localSubject, {...capabilities, driver})
connectionSuite(
  'confined LocalConnection',
  async () => {
    const subject = await localSubject()
    return {...subject, connection: confined(subject.connection, subject.root)}
  },
  {...capabilities, few},
)
