import process from 'node:process'

/**
 * Replaces what would end this process, or change it for everybody in it, by something that throws at whoever does it.
 * @param ended told first, since the one who called may catch what is thrown
 */
export function restrictProcess(ended: (reason: string) => void): void {
  const refuse = (reason: string): never => {
    ended(reason)
    throw new Error(reason)
  }
  const kill = process.kill.bind(process)
  const own = new Set([process.pid, -process.pid, 0, process.ppid])
  replace('exit', (code: unknown = process.exitCode ?? 0) => refuse(`ended the process: exit code ${String(code)}`))
  replace('reallyExit', (code: unknown = 0) => refuse(`ended the process: exit code ${String(code)}`))
  replace('abort', () => refuse('ended the process: abort'))
  replace('kill', (pid: number, signal: string | number = 'SIGTERM') =>
    own.has(pid) && signal !== 0 ? refuse(`sent ${signal} to the process it runs in, or to gt`) : kill(pid, signal),
  )
  replace('chdir', () => {
    throw new Error('changing the current folder is refused: code of other plugins runs in this process')
  })
  process.env = readOnlyEnvironment(process.env)
  // Adding to it would show in every object of every plugin.
  Object.preventExtensions(Object.prototype)
}

function replace(name: string, value: unknown): void {
  Object.defineProperty(process, name, {value, writable: true, configurable: true})
}

function readOnlyEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const refuse = (_target: NodeJS.ProcessEnv, key: string | symbol): never => {
    throw new TypeError(`changing process.env.${String(key)} is refused: all plugins share it`)
  }
  return new Proxy<NodeJS.ProcessEnv>({...environment}, {set: refuse, deleteProperty: refuse, defineProperty: refuse})
}
