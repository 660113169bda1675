using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>A command by which a person let another decision stand for a record.</summary>
/// <param name="LineageId">Address of the command.</param>
/// <param name="Command">Its id.</param>
/// <param name="Record">Address of the record it is about.</param>
/// <param name="Overruled">The decision that stood until then.</param>
/// <param name="Decision">The one that stands from then on.</param>
/// <param name="Author">Who gave it.</param>
/// <param name="Because">Why; null: they did not say.</param>
/// <param name="At">When.</param>
public sealed record RecordedOverride(
    LineageId LineageId,
    string Command,
    LineageId Record,
    string Overruled,
    string Decision,
    string Author,
    string? Because,
    Timestamp At
);
