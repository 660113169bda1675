using System.Globalization;

namespace Streaming.Events.Predictions;

/// <summary>What scored a batch: a version of a registered model, a model file, or the topology's rule.</summary>
public sealed record ScoredBy(string? Model, int Version)
{
    /// <summary>The topology's rule, where no model is in use.</summary>
    public static ScoredBy Rule { get; } = new(null, 0);

    /// <summary>Content hash of a model that is no registered version, and whose <see cref="Model"/> is a file's name; else null.</summary>
    public string? FileHash { get; init; }

    /// <summary>It did not score the event when that came, but afterwards, to see what it would have made of it.</summary>
    public bool WhatIf { get; init; }

    /// <summary>The version, or the rule, that <see cref="ToString"/> gave this text of. What is no version's text is a rule's.</summary>
    public static ScoredBy Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        return
            slash > 0
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version > 0
            ? new ScoredBy(text[..slash], version)
            : Rule;
    }

    /// <summary>Name and version, as in <c>orders/3</c>; <c>rule</c>; a file's name.</summary>
    public override string ToString() =>
        this switch
        {
            { Model: null } => "rule",
            { FileHash: not null } => Model,
            _ => string.Create(CultureInfo.InvariantCulture, $"{Model}/{Version}"),
        };
}
