/** Bytes in any pieces → frames; the same frames for any cut. */
import type { Failure } from '../failure.js'
import { asBuffer, type Encoding, encodingOf } from './bytes.js'
import { EXCERPT, excerpt } from './excerpt.js'
import { Frame } from './frame.js'

/** What a hostile or broken server may make us hold. */
export interface Limits {
  /** Bytes of one frame. */
  readonly frame: number
  /** Lines of one frame. */
  readonly headers: number
}

/** Where decoded frames, and faults of frames that had to be given up, go: in wire order. */
export interface Sink {
  readonly frame: (frame: Frame) => void
  readonly fault: (failure: Failure) => void
}

const FRAME_END = '\r\n\r\n'.length
/** The bytes of a frame's end that an earlier piece may already hold. */
const OVERLAP = FRAME_END - 1
/** Bytes that are searched at once. What is in hand when the engine collects garbage is copied, so a small text keeps it quick and small. */
const WINDOW = 4096
const LF = 10

/**
 * A decoder for one link: call it with each piece of bytes as it comes. What must outlive the call is copied.
 * A frame over the limits is dropped with a fault, and the next one survives.
 */
export const decoder = (limits: Limits, sink: Sink): ((piece: Uint8Array) => void) => {
  const pieces = new Pieces(limits, sink)
  return (piece) => {
    pieces.take(piece)
  }
}

/** Objects and not closures: what is made for a link is paid before it is ready. */
class Pieces {
  readonly #limits: Limits
  readonly #sink: Sink
  readonly #assembler: Assembler
  readonly #tail = new Tail()
  readonly #blankLine = /\r\n\r?\n/g
  #skipping = false
  /** Whether the frame at hand holds what may be the end of another. */
  #shortEnd = false

  constructor(limits: Limits, sink: Sink) {
    this.#limits = limits
    this.#sink = sink
    this.#assembler = new Assembler(limits, sink)
  }

  take(piece: Uint8Array): void {
    const tail = this.#tail
    const most = this.#limits.frame
    // no line ends in it, so no frame does: what comes byte by byte is searched once a line
    if (!holdsLineEnd(piece) && tail.length + piece.length <= most) {
      tail.add(piece)
      return
    }
    const searched = Math.max(0, tail.length - OVERLAP)
    const bytes = tail.join(piece)
    let start = this.#giveAll(bytes, searched)
    if (bytes.length - start > most + OVERLAP) {
      if (!this.#skipping) this.#refuse(bytes, start)
      this.#skipping = true
      start = bytes.length - OVERLAP
    }
    tail.keep(bytes, start)
  }

  /** Gives the frames that end at `from` or later; returns where the unfinished one begins. */
  #giveAll(bytes: Buffer, from: number): number {
    const blankLine = this.#blankLine
    let start = 0
    let encoding: Encoding | undefined
    for (let at = from; at < bytes.length;) {
      const to = Math.min(at + WINDOW, bytes.length)
      // one character a byte: a text is searched faster than bytes are, for both kinds of blank lines at once
      const text = bytes.toString('latin1', at, to)
      blankLine.lastIndex = 0
      while (blankLine.test(text)) {
        const after = blankLine.lastIndex
        if (text.charCodeAt(after - 2) === LF) this.#shortEnd = true
        else {
          // looked at once, and only when a frame ends, so that a huge one in small pieces is not looked at again and again
          encoding ??= encodingOf(bytes)
          this.#give(bytes, start, at + after - FRAME_END, encoding)
          start = at + after
        }
      }
      at = to < bytes.length ? Math.max(to - OVERLAP, start) : to
    }
    return start
  }

  #give(bytes: Buffer, start: number, end: number, encoding: Encoding): void {
    if (this.#skipping) this.#skipping = false
    else if (end - start <= this.#limits.frame)
      this.#assembler.take(bytes.toString(encoding, start, end), this.#shortEnd)
    else this.#refuse(bytes, start)
    this.#shortEnd = false
  }

  #refuse(bytes: Buffer, start: number): void {
    const most = this.#limits.frame
    const text = bytes.toString('utf8', start, start + Math.min(most, EXCERPT))
    this.#sink.fault(malformed(`a frame of more than ${most} bytes was dropped`, text))
  }
}

/** A search costs more to begin than a byte does to look at. */
const holdsLineEnd = (piece: Uint8Array): boolean => (piece.length === 1 ? piece[0] === LF : piece.indexOf(LF) >= 0)

const NO_BYTES = Buffer.alloc(0)

/** Holds the bytes of an unfinished frame; grows by doubling, so that tiny pieces of a huge frame stay cheap. */
class Tail {
  #store = NO_BYTES
  #used = 0

  get length(): number {
    return this.#used
  }

  add(piece: Uint8Array): void {
    const all = this.#used + piece.length
    if (all > this.#store.length) {
      this.#store = Buffer.concat([this.#store.subarray(0, this.#used)], Math.max(2 * all, SMALLEST))
    }
    this.#store.set(piece, this.#used)
    this.#used = all
  }

  /** What is held and the piece, as one; the piece itself, uncopied, when nothing is held. */
  join(piece: Uint8Array): Buffer {
    if (this.#used === 0) return asBuffer(piece)
    this.add(piece)
    return this.#store.subarray(0, this.#used)
  }

  /** Keeps what of the joined bytes begins at `start`. */
  keep(bytes: Buffer, start: number): void {
    const held = this.#used > 0
    this.#used = bytes.length - start
    if (held && start === 0) return
    if (this.#store.length > ROOMY && this.#used < ROOMY) this.#store = NO_BYTES
    if (this.#used > this.#store.length) this.#store = Buffer.alloc(Math.max(this.#used, SMALLEST))
    if (this.#used > 0) bytes.copy(this.#store, 0, start)
  }
}

const SMALLEST = 4096
/** Above this the store is given back once a huge frame has passed. */
const ROOMY = 1_048_576

/** Some Asterisk 18.19–20.4 end a frame with CRLF LF (asterisk/asterisk#761); a bare LF elsewhere belongs to a value. */
const SHORT_END = /\r\n\n(?=Event:|Response:)/
const STARTS_EVENT = 'E'.charCodeAt(0)
const STARTS_FRAME = /^(?:Event|Response):/
/** Console output of Asterisk 13 and older: free text up to a marker, with blank lines of its own. */
const STARTS_OUTPUT = 'Response: Follows\r\n'
const ENDS_OUTPUT = /--END COMMAND--\s*$/

/** Turns the text between two blank lines into frames: none, one, or several where the wire's end was a short one. */
class Assembler {
  readonly #limits: Limits
  readonly #sink: Sink
  #output: string | undefined

  constructor(limits: Limits, sink: Sink) {
    this.#limits = limits
    this.#sink = sink
  }

  take(text: string, shortEnd: boolean): void {
    if (this.#output !== undefined) this.#goOn(this.#output, text, shortEnd)
    // most frames are events that end as they should: they need no closer look
    else if (!shortEnd && text.charCodeAt(0) === STARTS_EVENT) this.#emit(text)
    else this.#split(text, shortEnd)
  }

  #emit(text: string): void {
    const { headers } = this.#limits
    if (tooManyLines(text, headers)) {
      this.#sink.fault(malformed(`a frame of more than ${headers} headers was dropped`, text))
    } else this.#sink.frame(new Frame(text))
  }

  #next(text: string): void {
    if (text.startsWith(STARTS_OUTPUT) && !ENDS_OUTPUT.test(text)) this.#output = text
    else this.#emit(text)
  }

  #goOn(begun: string, text: string, shortEnd: boolean): void {
    this.#output = undefined
    if (STARTS_FRAME.test(text)) {
      this.#emit(begun) // its marker never came: better a cut output than a swallowed stream
      this.#split(text, shortEnd)
    } else if (ENDS_OUTPUT.test(text) || begun.length > this.#limits.frame) this.#emit(`${begun}\r\n\r\n${text}`)
    else this.#output = `${begun}\r\n\r\n${text}`
  }

  #split(text: string, shortEnd: boolean): void {
    const trimmed = text.startsWith('\r\n') ? text.replace(/^(?:\r\n)+/, '') : text
    if (trimmed === '') return
    if (!shortEnd || trimmed.startsWith(STARTS_OUTPUT)) this.#next(trimmed)
    else for (const each of trimmed.split(SHORT_END)) this.#next(each)
  }
}

/** A fault with the beginning of what it is about; a copy, since a slice would keep all of a huge frame as long as the fault lives. */
export const malformed = (why: string, text: string): Failure => ({
  _tag: 'Malformed',
  why,
  text: excerpt(text),
})

/** A line takes two bytes at least, so most frames are cleared by their length alone. */
const tooManyLines = (text: string, most: number): boolean =>
  text.length > 2 * most && text.split('\r\n', most + 1).length > most
