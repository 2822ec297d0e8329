/** The lines every report prints, passed or not: the table of the design. Other checks print only what did not pass. */
export const alwaysShown: ReadonlySet<string> = new Set([
  'workspace/config',
  'workspace/state',
  'workspace/mail',
  'workspace/boss',
  'workspace/rigs',
  'workspace/refinery',
  'workspace/refinery-readme',
  'workspace/refinery-state',
  'workspace/refinery-lock',
  'workspace/refinery-clone',
  'workspace/mayor-clone',
  'workspace/gitignore',
])
