namespace Streaming.Topology.Model;

/// <summary>How somebody could change a feature: in which direction, in what steps, within what bounds.</summary>
public sealed record PermittedChange
{
    /// <summary>Up and down, to any value.</summary>
    public static PermittedChange Any { get; } =
        new()
        {
            Up = true,
            Down = true,
            Text = "any",
        };

    /// <summary>It may rise.</summary>
    public bool Up { get; init; }

    /// <summary>It may fall.</summary>
    public bool Down { get; init; }

    /// <summary>It changes by whole multiples of this, from the value that it has; null: by any amount.</summary>
    public double? Step { get; init; }

    /// <summary>No new value is below; null: no bound.</summary>
    public double? Min { get; init; }

    /// <summary>No new value is above; null: no bound.</summary>
    public double? Max { get; init; }

    /// <summary>As it is written.</summary>
    public required string Text { get; init; }
}

/// <summary>A feature that somebody could change.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Change">How.</param>
public sealed record ActionableModel(string Feature, PermittedChange Change);
