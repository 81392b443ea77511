/** `db get|put|delete|tree`: the AstDB. */
import * as O from 'fp-ts/lib/Option.js'
import { EMPTY, mergeMap, of, throwError } from 'rxjs'
import { asking } from '../asking.js'
import { anyText, text } from '../valueTypes.js'
import { outputLine } from '../output.js'
import { argument } from '../word.js'

const path = argument(text('FAMILY/KEY'), 'such as dnd/office: the family ends at the first slash')

export const db = [
  asking(
    {
      name: 'db get',
      summary: 'read a value of the AstDB',
      details: ['Prints the value. Needs write=reporting or write=system.'],
      words: { path },
      examples: ['rx-asterisk db get dnd/office'],
      failing: 'there is no such entry, or the login may not read it',
    },
    ({ path }) =>
      ({ dbRead }) =>
        dbRead(path).pipe(
          mergeMap((value) =>
            O.isSome(value)
              ? of(outputLine(value.value, { path, value: value.value }))
              : throwError(() => new Error(`${path} is not set`)),
          ),
        ),
  ),
  asking(
    {
      name: 'db put',
      summary: 'store a value in the AstDB',
      details: ['Write -- before a value that begins with -. Needs write=system.'],
      words: { path, value: argument(anyText('VALUE'), 'a text on one line; it may be empty: ""') },
      examples: ['rx-asterisk db put dnd/office 1', 'rx-asterisk db put -- dial/offset -1'],
    },
    ({ path, value }, note) =>
      ({ dbWrite }) =>
        dbWrite(path, value).pipe(
          mergeMap(() => {
            note(`${path} is stored`)
            return EMPTY
          }),
        ),
  ),
  asking(
    {
      name: 'db delete',
      summary: 'delete an entry of the AstDB, if there is one',
      details: ['Needs write=system.'],
      words: { path },
      examples: ['rx-asterisk db delete dnd/office'],
    },
    ({ path }, note) =>
      ({ dbDelete }) =>
        dbDelete(path).pipe(
          mergeMap(() => {
            note(`${path} is gone`)
            return EMPTY
          }),
        ),
  ),
  asking(
    {
      name: 'db tree',
      summary: 'list a family of the AstDB',
      details: [
        'Prints KEY=VALUE, one entry per line. Needs write=reporting or write=system, and Asterisk 16.28, 18.14 or newer.',
      ],
      words: { family: argument(text('FAMILY'), 'such as dnd') },
      examples: ['rx-asterisk db tree dnd', 'rx-asterisk db tree dnd --json'],
    },
    ({ family }) =>
      ({ dbTree }) =>
        dbTree(family).pipe(
          mergeMap((entries) =>
            of(...[...entries].map(([key, value]) => outputLine(`${key}=${value}`, { family, key, value }))),
          ),
        ),
  ),
]
