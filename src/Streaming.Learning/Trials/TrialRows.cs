using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Gates;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Trials;

/// <summary>The rows that a version scored beside one incumbent.</summary>
/// <param name="topology">Whose rows they are.</param>
/// <param name="incumbent">The one that decides otherwise.</param>
/// <param name="name">Of the model that was tried.</param>
/// <param name="version">The version that was tried, in whatever role.</param>
/// <param name="period">Event times of the rows.</param>
/// <param name="fairness">Counts how the declared groups fare; null: none are.</param>
sealed class TrialRows(TopologyModel topology, ModelInRole incumbent, string name, int version, TimeRange period, FairnessTally? fairness)
{
    long _pending;
    bool _begun;

    internal ModelInRole Incumbent { get; } = incumbent;

    /// <summary>In the role that it had last; null: it scored nothing beside this incumbent.</summary>
    internal ModelInRole? Challenger { get; private set; }

    /// <summary>When its last batch was written.</summary>
    internal Timestamp LastAt { get; private set; } = Timestamp.Beginning;

    internal TwiceScored Scores { get; } = new(topology);

    internal AlertCounter Alerts { get; } = new(topology.Score.Decisions);

    /// <summary>Null where no groups are declared.</summary>
    internal FairnessTally? Fairness { get; } = fairness;

    internal long Decided { get; private set; }

    /// <summary>Rows of batches between two of the challenger's that it is not in.</summary>
    internal long Missed { get; private set; }

    /// <summary>A batch of one stream, after those before it.</summary>
    internal void Add(BatchHeader header, RecordBatch rows)
    {
        var place = 0;
        for (var i = 1; i < header.ScoredBy.Count; i++)
        {
            if (header.ScoredBy[i].Name == name && header.ScoredBy[i].Version == version)
                place = i;
        }

        if (place == 0)
        {
            _pending += _begun ? rows.Length : 0;
            return;
        }

        if (header.WrittenAt >= LastAt)
            (Challenger, LastAt) = (header.ScoredBy[place], header.WrittenAt);
        Missed += _pending;
        (_pending, _begun) = (0, true);
        var (one, other) = (RecordedScores.Of(rows, 0), RecordedScores.Of(rows, place));
        Scores.Add(rows, one, other, period);
        Alerts.Add(rows, one, other, period);
        Fairness?.AddOther(rows, other);
        Decided += RecordedScores.CountDecided(rows, place);
    }

    /// <summary>The next batches are of another stream.</summary>
    internal void EndStream() => (_pending, _begun) = (0, false);
}
