import {ConnectionDecorator} from './connection-decorator.js'
import {readOnly} from './read-only.js'

/** A connection that can only read once it is revoked: a fix that is over must not go on writing behind our back. */
export class RevocableConnection extends ConnectionDecorator {
  revoke(): void {
    this.inner = readOnly(this.inner)
  }
}
