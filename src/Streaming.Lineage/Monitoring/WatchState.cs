using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Monitoring;

/// <summary>What a follower knows of a stream.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Of the last batch that was looked at.</param>
/// <param name="Model">The model that decided in it; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="State">What is known, in the follower's own format.</param>
public sealed record WatchState(StreamKey Stream, long Version, string Model, int ModelVersion, byte[] State);

/// <summary>What a follower found at a row.</summary>
/// <param name="Record">The row.</param>
/// <param name="EventTime">Of that row.</param>
/// <param name="Model">The model that decided; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Evidence">As a multiple of the stake.</param>
/// <param name="Culprits">What is at fault, in the follower's own format.</param>
public sealed record WatchAlarm(LineageId Record, Timestamp EventTime, string Model, int ModelVersion, double Evidence, string Culprits);
