import {PathInvalidError} from '@gt-town/contract'

/** @throws PathInvalidError for what no symbolic link can lead to */
export function refuseLinkTarget(target: string): void {
  if (target === '' || target.includes('\0')) throw new PathInvalidError(target)
}
