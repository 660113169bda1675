namespace Streaming.Topology.Model;

/// <summary>What stands between the decision that a score leads to and the one that goes out. It may put another declared decision in place
/// of it, and nothing else.</summary>
/// <param name="Name">By which lineage and predictions name it.</param>
public abstract record GuardModel(string Name);

/// <summary>
/// A limit on how often a decision is made: a burst of them trips it, as a circuit breaker. Each partition counts for itself, in event
/// time.
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record LimitGuard(string Name) : GuardModel(Name)
{
    /// <summary>What <see cref="Then"/> says of the rule.</summary>
    public const string Rule = "rule";

    /// <summary>The decision that is counted.</summary>
    public required string Decision { get; init; }

    /// <summary>Most of them.</summary>
    public required MostOf Most { get; init; }

    /// <summary>So much of event time is counted over.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>A share is judged where so many decisions have been made.</summary>
    public int AtLeast { get; init; }

    /// <summary>While it is tripped, the decision in place of the one that is counted; <see cref="Rule"/>: what the topology's rule
    /// decides, about every row.</summary>
    public required string Then { get; init; }

    /// <summary>It stays tripped for so much of event time at least.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>The rule decides while it is tripped.</summary>
    public bool FallsBack => Then == Rule;
}

/// <summary>
/// An answer only where it can be given within an error rate, by conformal prediction: where the score leaves another answer possible, or
/// none, a person is asked. An alert is any decision but the last.
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record AbstainGuard(string Name) : GuardModel(Name)
{
    /// <summary>Of the rows of either class at most this share gets the wrong answer, in millionths.</summary>
    public required long Error { get; init; }

    /// <summary>The decision in place of an answer.</summary>
    public required string To { get; init; }
}

/// <summary>
/// A person is asked about a row that is unlike those which the version that decided it was trained on, by an isolation forest.
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record OutlierGuard(string Name) : GuardModel(Name)
{
    /// <summary>Of rows like those it was trained on at most this share is taken for outliers, in millionths.</summary>
    public required long Rate { get; init; }

    /// <summary>The decision in place of any other.</summary>
    public required string To { get; init; }
}

/// <summary>
/// A limit on how far decisions about groups may lie apart: where the lowest share is, with a stated confidence, less than so much of the
/// highest one, it trips, as a circuit breaker. Each partition counts for itself, in event time.
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record DisparityGuard(string Name) : GuardModel(Name)
{
    /// <summary>By what rows are divided; it says which groups there are.</summary>
    public required ProtectedAttribute Attribute { get; init; }

    /// <summary>The decisions whose shares are held against each other.</summary>
    public required IReadOnlyList<string> Counted { get; init; }

    /// <summary>The decisions that are bad for who they are about.</summary>
    public required IReadOnlyList<string> Adverse { get; init; }

    /// <summary>The lowest share divided by the highest one, in millionths, that is still good enough.</summary>
    public required long Least { get; init; }

    /// <summary>How sure it has to be that they lie further apart, in millionths.</summary>
    public required long Confidence { get; init; }

    /// <summary>So much of event time is counted over.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>A group of which fewer decisions were made is left out.</summary>
    public required int AtLeast { get; init; }

    /// <summary>While it is tripped, the decision in place of adverse ones; <see cref="LimitGuard.Rule"/>: what the topology's rule
    /// decides, about every row.</summary>
    public required string Then { get; init; }

    /// <summary>It stays tripped for so much of event time at least.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>The rule decides while it is tripped.</summary>
    public bool FallsBack => Then == LimitGuard.Rule;

    /// <summary>What is counted, in words.</summary>
    public string CountedText => string.Join(" or ", Counted);

    /// <summary>By what it says, not by which lists say it.</summary>
    public bool Equals(DisparityGuard? other) =>
        other is not null
        && Name == other.Name
        && (Least, Confidence, AtLeast) == (other.Least, other.Confidence, other.AtLeast)
        && (Within, Then, For) == (other.Within, other.Then, other.For)
        && (Attribute.Name, Attribute.Text) == (other.Attribute.Name, other.Attribute.Text)
        && (Attribute.Groups ?? []).SequenceEqual(other.Attribute.Groups ?? [])
        && Counted.SequenceEqual(other.Counted)
        && Adverse.SequenceEqual(other.Adverse);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Attribute.Name, Least, Within, Then);
}

/// <summary>Of which decisions the shares of groups are held against each other.</summary>
public enum DisparityRates
{
    /// <summary>Those that are good for who they are about: by the four-fifths rule, least is 80%.</summary>
    Favourable,

    /// <summary>Those that are bad for them.</summary>
    Adverse,
}

/// <summary>Most of something: a count, or a share of all.</summary>
/// <param name="Amount">The count, or the share in millionths.</param>
/// <param name="IsShare">It is a share.</param>
public readonly record struct MostOf(long Amount, bool IsShare)
{
    /// <summary>Millionths that are all of it.</summary>
    public const long Whole = 1_000_000;

    /// <summary>More than that have been counted. Exact: no share is rounded.</summary>
    /// <param name="counted">Of which there may be so many.</param>
    /// <param name="of">All, those among them.</param>
    public bool IsExceeded(long counted, long of) => IsShare ? (Int128)counted * Whole > (Int128)Amount * of : counted > Amount;

    /// <inheritdoc/>
    public override string ToString() =>
        IsShare
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Amount / 10_000m:0.####}%")
            : Amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
