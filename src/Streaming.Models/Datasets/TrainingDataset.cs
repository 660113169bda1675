using Streaming.Events.Time;

namespace Streaming.Models.Datasets;

/// <summary>What a version was trained and judged on, so that it can be made again from lineage. The ranges stand in its origin.</summary>
/// <param name="Id">Root of the hash tree over what was read, 64 hex digits (<see cref="Lineage.Datasets.DatasetId"/>).</param>
/// <param name="From">First event time that was wanted.</param>
/// <param name="To">Event time before which rows were wanted.</param>
/// <param name="TopologyHash">Of the text of the topology that it was made by.</param>
public sealed record TrainingDataset(string Id, Timestamp From, Timestamp To, string TopologyHash);
