import type {Machine} from '@gt-town/contract'
import {expect} from 'chai'
import {chooseMachines, type MachineChoice} from '../../src/domain/choose-machines.js'

const machines: Machine[] = [
  {name: 'east', type: 'ssh', ssh_host: 'e', tags: {role: 'build', os: 'linux'}},
  {name: 'north', type: 'ssh', ssh_host: 'n', tags: {role: 'build'}},
  {name: 'west', type: 'ssh', ssh_host: 'w'},
]
const names = (choice: MachineChoice): string[] => chooseMachines(machines, choice).map(({name}) => name)

describe('chooseMachines', () => {
  it('takes them by name, each once, in one order', () => {
    expect(names({names: ['west', 'east', 'west']})).to.deep.equal(['east', 'west'])
  })
  it('knows the machine one is on', () => expect(names({names: ['local']})).to.deep.equal(['local']))
  it('takes all', () => expect(names({names: [], all: true})).to.deep.equal(['east', 'north', 'west']))
  it('takes those with a tag', () => expect(names({names: [], tags: ['role=build']})).to.deep.equal(['east', 'north']))
  it('takes those with all of the tags', () => {
    expect(names({names: [], tags: ['role=build', 'os=linux']})).to.deep.equal(['east'])
  })
  it('takes none of an empty town', () => expect(chooseMachines([], {names: [], all: true})).to.deep.equal([]))

  const refused: [MachineChoice, string][] = [
    [{names: ['wset']}, 'there is no machine "wset"'],
    [{names: ['toString']}, 'there is no machine "toString"'],
    [{names: []}, 'no machine is named'],
    [{names: ['west'], all: true}, 'west is named beside --all'],
    [{names: ['west'], tags: ['a=b']}, 'west is named beside --tag'],
    [{names: [], tags: ['role=x']}, 'no machine has the tag role=x'],
    [{names: [], tags: ['role']}, '"role" is not a tag'],
  ]
  for (const [choice, message] of refused) {
    it(`refuses ${JSON.stringify(choice)}`, () => expect(() => names(choice)).to.throw(message))
  }
})
