/** The part of docs/cli.md that is made from the help of the commands. `npm run docs:cli` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { helpOf, overview } from '../../src/cli/help.js'
import { TABLE } from '../../src/cli/table.js'

export const CLI_PAGE = 'docs/cli.md'

const MARK = '<!-- What follows is made from the help of the commands by: npm run docs:cli -->'

const block = (text: string): readonly string[] => ['```text', text, '```', '']

const reference = (): readonly string[] => [
  '## All commands',
  '',
  ...block(overview(TABLE)),
  ...TABLE.flatMap((command) => [`### ${command.name}`, '', ...block(helpOf(command))]),
]

/** The page as it should be: what people wrote, and the help. */
export const cliPage = (): string => {
  const [written = ''] = readFileSync(CLI_PAGE, 'utf8').split(MARK)
  return [`${written.trimEnd()}\n`, MARK, '', ...reference()].join('\n')
}

if (process.argv[1] === import.meta.filename) writeFileSync(CLI_PAGE, cliPage())
