export function readme({name, prefix}: {name: string; prefix: string}): string {
  const archive = `${name.replace('@', '').replace('/', '-')}-0.1.0.tgz`
  return `# ${name}

Checks for \`gt doctor\`.

- \`${prefix}/rig-notes\`: passes when a rig's folder has NOTES.md; \`--fix\` makes the file.

## Test

\`\`\`sh
npm test
\`\`\`

The tests need \`@gt-town/contract\` and \`@gt-town/contract-testing\`. Both are linked in \`node_modules\` to the gt that made this
package, and \`npm install\` links them again.

## Try

\`\`\`sh
gt plugins link .                  # the folder as it is: what you change counts at once
gt doctor checks
gt doctor --only '${prefix}/*' --verbose
gt plugins uninstall ${name}
\`\`\`

## Install

\`\`\`sh
npm pack
gt plugins install ./${archive}
\`\`\`

## Publish

Add \`license\`, \`author\` and \`repository\` to package.json, and replace the \`file:\` addresses of \`@gt-town/contract\` and
\`@gt-town/contract-testing\` by their versions once they are on your registry. Then \`npm publish\`; others run \`gt plugins install ${name}\`.

Ids are permanent: people put them in scripts and ignore lists. \`"gt": {"contract": 1}\` in package.json is the version of the contract that the
checks were written for; gt does not run those of another one, and says so.
`
}
