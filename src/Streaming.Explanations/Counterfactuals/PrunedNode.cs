namespace Streaming.Explanations.Counterfactuals;

/// <summary>A node of a tree that looks at few features; without answers it is a leaf.</summary>
sealed class PrunedNode
{
    public int Place { get; init; }

    public Answers? Answers { get; init; }

    public PrunedNode? WhenTrue { get; init; }

    public PrunedNode? WhenFalse { get; init; }

    public double Value { get; init; }

    /// <summary>The least and the greatest leaf that a box reaches.</summary>
    public (double Least, double Most) Bounds(Box box)
    {
        if (Answers is not { } answers)
            return (Value, Value);
        var (from, to) = (box.From[Place], box.To[Place]);
        if (!answers.Differ(from, to))
            return (answers.Holds[from] ? WhenTrue : WhenFalse)!.Bounds(box);
        // Where the answer changes once, each side is asked about its own part alone.
        var (first, second) = answers.Holds[from] ? (WhenTrue!, WhenFalse!) : (WhenFalse!, WhenTrue!);
        if (answers.Turns is { } turns)
            box.To[Place] = turns - 1;
        var (least, most) = first.Bounds(box);
        box.To[Place] = to;
        if (answers.Turns is { } at)
            box.From[Place] = at;
        var (other, others) = second.Bounds(box);
        box.From[Place] = from;
        return (Math.Min(least, other), Math.Max(most, others));
    }
}

/// <summary>What a split says of each value of a domain.</summary>
/// <param name="Holds">One a value.</param>
sealed record Answers(bool[] Holds)
{
    readonly int _turns = Holds.Skip(1).Where((holds, at) => holds != Holds[at]).Count();

    /// <summary>The same for all.</summary>
    public bool IsConstant => _turns == 0;

    /// <summary>The first value with another answer than the first's, where no later one changes it back; else null.</summary>
    public int? Turns { get; } = Once(Holds);

    /// <summary>Not all from one to the other are answered alike.</summary>
    public bool Differ(int from, int to)
    {
        if (Turns is { } turns)
            return from < turns && turns <= to;
        return Holds.AsSpan(from, to - from + 1).Contains(!Holds[from]);
    }

    static int? Once(bool[] holds)
    {
        var turns = Array.IndexOf(holds, !holds[0]);
        return turns > 0 && !holds.AsSpan(turns).Contains(holds[0]) ? turns : null;
    }
}

/// <summary>The answers of a model's splits for one row's domains, each worked out once. Not thread-safe.</summary>
/// <param name="domains">By feature.</param>
sealed class SplitAnswers(IReadOnlyDictionary<int, FeatureDomain> domains)
{
    readonly Dictionary<(int Tree, int Node), Answers> _known = [];

    public Answers Of(int tree, int node, Trees.Split split)
    {
        if (!_known.TryGetValue((tree, node), out var answers))
        {
            answers = new Answers([.. domains[split.Feature].Values.Select(split.Holds)]);
            _known.Add((tree, node), answers);
        }

        return answers;
    }
}

/// <summary>Values from one place to another in each of several domains.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last, which belongs to it.</param>
sealed record Box(int[] From, int[] To);
