namespace Streaming.Lineage.Index;

/// <summary>
/// What records can be looked up by in a filter. Stored beside it: where a kind is missing, the filter says nothing of it.
/// </summary>
[Flags]
enum FilterKinds
{
    None = 0,

    /// <summary>Event ids of rows, labels and rejected records: all that the filters of earlier releases cover.</summary>
    EventIds = 1,

    /// <summary>Keys of scored rows and of rejected records: each record once, in the batch that has its outcome.</summary>
    Keys = 2,

    /// <summary>Decisions of scored rows.</summary>
    Decisions = 4,

    All = EventIds | Keys | Decisions,
}
