using Streaming.Topology.Expressions;

namespace Streaming.Topology.Model;

/// <summary>
/// Commands to a running stage are records of its control topic, one JSON object each. They are an input like any other: validated,
/// recorded with the batch that they take effect in, and in force until another one says otherwise, whatever restarts in between.
/// </summary>
public static class ControlCommands
{
    /// <summary>Score by the rule, whatever model is in use.</summary>
    public const string Fallback = "fallback";

    /// <summary>Score by the model in use again.</summary>
    public const string Resume = "resume";

    /// <summary>Let another decision stand for one that was made: it goes out beside the prediction, which stays as it is.</summary>
    public const string Override = "override";

    /// <summary>Field: names the command; the access log and lineage call it so.</summary>
    public const string Id = "id";

    /// <summary>Field: what to do.</summary>
    public const string Kind = "kind";

    /// <summary>Field: when it was given.</summary>
    public const string At = "at";

    /// <summary>Field: who gave it.</summary>
    public const string Author = "author";

    /// <summary>Field: why.</summary>
    public const string Because = "because";

    /// <summary>Field of an override: lineage id of the prediction that it is about.</summary>
    public const string Record = "record";

    /// <summary>Field of an override: the event's id, as text.</summary>
    public const string EventId = "event_id";

    /// <summary>Field of an override: the event's key, as text.</summary>
    public const string Key = "key";

    /// <summary>Field of an override: when the event happened.</summary>
    public const string EventTime = "event_time";

    /// <summary>Field of an override: the score that was given; absent where there was no number.</summary>
    public const string Score = "score";

    /// <summary>Field of an override: what scored, as in <c>card-fraud/3</c>, or <c>rule</c>.</summary>
    public const string ScoredBy = "scored_by";

    /// <summary>Field of an override: the decision that stood until then.</summary>
    public const string Overruled = "overruled";

    /// <summary>Field of an override: the decision that stands from now on.</summary>
    public const string Decision = "decision";

    /// <summary>Largest accepted record, bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    // Outside text that people will read: one line of it.
    const string OneLine = @"[^\p{Cc}]+";

    /// <summary>What a command's record must be like.</summary>
    public static IReadOnlyList<FieldModel> Fields(TopologyModel topology) =>
        [
            new(Id, FieldType.String) { MaxLength = 64, Pattern = "[A-Za-z0-9_-]+" },
            new(Kind, FieldType.String) { Values = Kinds(topology) },
            new(At, FieldType.Timestamp),
            new(Author, FieldType.String) { MaxLength = 256, Pattern = OneLine },
            new(Because, FieldType.String)
            {
                MaxLength = 1024,
                Pattern = OneLine,
                Optional = true,
            },
            new(Record, FieldType.String) { Optional = true },
            Same(topology.Source, topology.Source.Id, EventId),
            Same(topology.Source, topology.Source.Key, Key),
            new(EventTime, FieldType.Timestamp) { Optional = true },
            new(Score, FieldType.Double) { Optional = true },
            new(ScoredBy, FieldType.String) { Optional = true },
            new(Overruled, FieldType.String) { Optional = true },
            new(Decision, FieldType.String) { Optional = true, Values = [.. topology.Score.Decisions.Select(d => d.Name)] },
        ];

    /// <summary>What must hold of a command beyond its fields.</summary>
    public static IReadOnlyList<RuleModel> Rules(TopologyModel topology) =>
        [new(Override, Expression.Parse(WholeOverride, Fields(topology)))];

    static readonly string[] NeededByOverride = [Record, EventId, Key, EventTime, ScoredBy, Overruled, Decision];

    static string WholeOverride => $"{Kind} != '{Override}' or not ({string.Join(" or ", NeededByOverride.Select(f => $"is_null({f})"))})";

    /// <summary>The text of a field of the event, which is as personal here as there.</summary>
    static FieldModel Same(SourceModel source, string field, string name) =>
        new(name, FieldType.String) { Optional = true, Personal = source.Fields.First(f => f.Name == field).Personal };

    /// <summary>Whether a topology's stage can score by a rule instead of a model.</summary>
    public static bool CanFallBack(TopologyModel topology) => topology.Score is { Model: not null, Rule: not null };

    static IReadOnlyList<string> Kinds(TopologyModel topology) => CanFallBack(topology) ? [Fallback, Resume, Override] : [Resume, Override];
}
