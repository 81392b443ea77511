/** Comments of a source text, each with its line. */
import ts from 'typescript'

export interface Comment {
  readonly line: number
  /** The text without slashes and asterisks, on one line. */
  readonly text: string
}

const plain = (raw: string): string =>
  raw
    .replace(/\*\/$/, '')
    .replaceAll(/^\s*(?:\/\*+|\/\/+|\*)/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** The places of all comments, by their beginning: they stand before or behind a token. */
const rangesOf = (source: ts.SourceFile): readonly ts.CommentRange[] => {
  const found = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node): void => {
    const here = [
      ...(ts.getLeadingCommentRanges(source.text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
    ]
    for (const range of here) found.set(range.pos, range)
    if (!ts.isTemplateExpression(node)) node.getChildren(source).forEach(visit)
    else node.templateSpans.forEach(({ expression }) => visit(expression))
  }
  visit(source)
  return [...found.values()].sort((a, b) => a.pos - b.pos)
}

/** Neighbouring `//` lines are one comment. */
const continues = (text: string, before: ts.CommentRange | undefined, range: ts.CommentRange): boolean =>
  before?.kind === ts.SyntaxKind.SingleLineCommentTrivia &&
  range.kind === ts.SyntaxKind.SingleLineCommentTrivia &&
  /^\s*\n?[^\S\n]*$/.test(text.slice(before.end, range.pos))

export const commentsOf = (name: string, text: string): readonly Comment[] => {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true)
  return rangesOf(source).flatMap((range, index, all) =>
    continues(text, all[index - 1], range)
      ? []
      : [
          {
            line: source.getLineAndCharacterOfPosition(range.pos).line + 1,
            text: plain(text.slice(range.pos, range.end)),
          },
        ],
  )
}
