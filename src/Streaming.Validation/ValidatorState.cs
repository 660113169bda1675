using Streaming.Topology.Model;

namespace Streaming.Validation;

/// <summary>
/// What a validator knows beyond the accepted rows of its horizon. Recorded with a batch and given back with the rows, it makes
/// a restored validator judge as one that never stopped. How far event time has come is taken from the rows: only where events from
/// far ahead had moved it, and lie further back than the rows that are given, may a restored one remember more.
/// </summary>
/// <param name="Recognised">The partitioner that rows were found to follow; null while undecided.</param>
public sealed record ValidatorState(PartitionerKind? Recognised);
