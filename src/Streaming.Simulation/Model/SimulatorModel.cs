using Streaming.Topology.Expressions;

namespace Streaming.Simulation.Model;

/// <summary>What <c>simulator.yaml</c> says, checked against its topology: who causes events, when, with what values, and what is the
/// truth.</summary>
public sealed record SimulatorModel
{
    /// <summary>The same seed gives the same bytes, on every machine.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Midnight (UTC) of the first day.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>Who and what is there: cards, machines, places.</summary>
    public required IReadOnlyList<EntityModel> Entities { get; init; }

    /// <summary>What happens to them.</summary>
    public required EventsModel Events { get; init; }

    /// <summary>In order: a later one sees what an earlier one set.</summary>
    public required IReadOnlyList<ScenarioModel> Scenarios { get; init; }
}

/// <summary>A kind of thing or person that events are about.</summary>
/// <param name="Name">Such as <c>customer</c>.</param>
/// <param name="Count">How many there are; they are numbered from 0.</param>
/// <param name="Prefix">Stands before the number in ids.</param>
/// <param name="Parameters">Latent numbers of each one, drawn once, in order.</param>
/// <param name="Near">Which of another kind it has to do with; null: any.</param>
public sealed record EntityModel(string Name, int Count, string Prefix, IReadOnlyList<ParameterModel> Parameters, NearModel? Near);

/// <summary>A latent number; its draw may use parameters declared before it.</summary>
public sealed record ParameterModel(string Name, DrawModel Draw);

/// <summary>Those of another kind whose two parameters of the same names are at most <paramref name="Within"/> away (Euclid).</summary>
public sealed record NearModel(string Entity, string X, string Y, double Within);

/// <summary>Where random values come from.</summary>
public enum Distribution
{
    /// <summary>The one argument itself.</summary>
    Value,

    /// <summary>From, to.</summary>
    Uniform,

    /// <summary>Mean, standard deviation.</summary>
    Normal,

    /// <summary>Mean and standard deviation of the logarithm.</summary>
    Lognormal,

    /// <summary>Shape, scale.</summary>
    Gamma,
}

/// <summary>A number drawn anew each time.</summary>
/// <param name="Distribution">How.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record DrawModel(Distribution Distribution, IReadOnlyList<Expr> Arguments)
{
    /// <summary>Values below are drawn again.</summary>
    public double? Min { get; init; }

    /// <summary>Values above are drawn again.</summary>
    public double? Max { get; init; }

    /// <summary>Rounded to so many; null: as drawn.</summary>
    public int? Decimals { get; init; }
}
