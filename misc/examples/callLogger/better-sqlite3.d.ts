/** The part of better-sqlite3 that the example uses. */
declare module 'better-sqlite3' {
  interface Statement {
    run(...values: readonly unknown[]): unknown
    all(): readonly unknown[]
  }

  const Database: new (file: string) => {
    exec(sql: string): unknown
    prepare(sql: string): Statement
  }
  export default Database
}
