namespace Streaming.Application.Operations;

/// <summary>
/// What somebody may do. Few, and none contains another: who may read lineage need not be able to change what runs, and the
/// other way round. Somebody who does several things holds several.
/// </summary>
public enum Role
{
    /// <summary>Looks at how it goes: status, predictions, models, topologies. Changes nothing, sees no recorded input.</summary>
    Viewer,

    /// <summary>Reads what is recorded, proves and checks it: lineage, evidence, checkpoints, replay, export, the access log.</summary>
    Auditor,

    /// <summary>Trains models and decides which one scores.</summary>
    Modeller,

    /// <summary>Runs pipelines and puts them right: run, rescale, repair, quarantine.</summary>
    Operator,

    /// <summary>Publishes events and labels.</summary>
    Publisher,
}
