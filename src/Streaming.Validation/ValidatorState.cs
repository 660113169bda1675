using Streaming.Topology.Model;

namespace Streaming.Validation;

/// <summary>
/// What a validator knows beyond the accepted rows of its horizon. Recorded with a batch and given back after replay of
/// the rows, it makes a restored validator judge exactly as one that never stopped.
/// </summary>
/// <param name="Recognised">The partitioner that rows were found to follow; null while undecided.</param>
/// <param name="Clock">Event time reached, microseconds; null before it is known.</param>
/// <param name="Ahead">Event time of a row that ran ahead and is not yet confirmed.</param>
public sealed record ValidatorState(PartitionerKind? Recognised, long? Clock, long? Ahead);
