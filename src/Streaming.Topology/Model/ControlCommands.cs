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
        ];

    /// <summary>Whether a topology's stage can score by a rule instead of a model.</summary>
    public static bool CanFallBack(TopologyModel topology) => topology.Score is { Model: not null, Rule: not null };

    static IReadOnlyList<string> Kinds(TopologyModel topology) => CanFallBack(topology) ? [Fallback, Resume] : [Resume];
}
