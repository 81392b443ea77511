/** The recordings of a simulation, as data. */

/** A recording that MixMonitor began. */
export interface SimulatedRecording {
  readonly channel: string
  readonly file: string
  /** The letters behind the file, such as `abi(NAME)`. */
  readonly options: string
  /** The number by which StopMixMonitor finds it. */
  readonly id: string
  /** The channel variable that has the id; '' for none. */
  readonly variable: string
  /** True until it was ended. The end of its channel ends it too, which is not shown here. */
  readonly isOn: boolean
}
