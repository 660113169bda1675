using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Simulation.Model;

/// <summary>The events: how often, at what time of day, with what fields.</summary>
public sealed record EventsModel
{
    /// <summary>The kind of entity that causes events.</summary>
    public required string Of { get; init; }

    /// <summary>Mean number a day (Poisson), over the entity's parameters. Null: <see cref="Every"/>.</summary>
    public Expr? PerDay { get; init; }

    /// <summary>Events at a fixed step, each entity with a phase of its own.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Normally distributed time of day; null: any time alike.</summary>
    public (TimeSpan Mean, TimeSpan Stddev)? TimeOfDay { get; init; }

    /// <summary>Event times are its multiples.</summary>
    public required TimeSpan Resolution { get; init; }

    /// <summary>In the order in which they are drawn and written.</summary>
    public required IReadOnlyList<FieldSource> Fields { get; init; }
}

/// <summary>Where a field's value comes from.</summary>
public abstract record FieldSource(FieldModel Field);

/// <summary>Counts events.</summary>
public sealed record CounterSource(FieldModel Field, int First, string Prefix) : FieldSource(Field);

/// <summary>The event time.</summary>
public sealed record TimeSource(FieldModel Field) : FieldSource(Field);

/// <summary>Id of the entity that causes the event, or of one of another kind it has to do with.</summary>
public sealed record EntitySource(FieldModel Field, string Entity) : FieldSource(Field);

/// <summary>One of some texts, each as likely.</summary>
public sealed record ChoiceSource(FieldModel Field, IReadOnlyList<string> Values) : FieldSource(Field);

/// <summary>A drawn number; for a bool field, whether it is not 0.</summary>
public sealed record DrawSource(FieldModel Field, DrawModel Draw) : FieldSource(Field);

/// <summary>A reason for an event to be labelled true.</summary>
public sealed record ScenarioModel(string Name)
{
    /// <summary>Holds for the event; null: always.</summary>
    public Expr? When { get; init; }

    /// <summary>Kind of entity that it befalls for a while; null: none, every event may meet the condition.</summary>
    public string? Strikes { get; init; }

    /// <summary>How many are struck a day; a fraction is a probability.</summary>
    public double PerDay { get; init; }

    /// <summary>How long it lasts.</summary>
    public TimeSpan Lasts { get; init; }

    /// <summary>How long after the simulation's start it begins.</summary>
    public TimeSpan Begins { get; init; }

    /// <summary>How long after the simulation's start it is over, whoever it has in its grip by then; null: never.</summary>
    public TimeSpan? Ends { get; init; }

    /// <summary>Share of the struck entity's events that are touched.</summary>
    public double Share { get; init; } = 1;

    /// <summary>What it does to the event's number fields.</summary>
    public IReadOnlyList<(string Field, Expr Value)> Sets { get; init; } = [];
}
