using System.Numerics;

namespace Streaming.Events.Expressions.Nodes;

/// <summary>One comparison; strings compare by the sign of their order.</summary>
interface IComparison
{
    static abstract bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool>;
}

readonly struct Equal : IComparison
{
    public static bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left == right;
}

readonly struct NotEqual : IComparison
{
    public static bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left != right;
}

readonly struct Less : IComparison
{
    public static bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left < right;
}

readonly struct LessOrEqual : IComparison
{
    public static bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left <= right;
}

readonly struct Greater : IComparison
{
    public static bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left > right;
}

readonly struct GreaterOrEqual : IComparison
{
    public static bool Test<T>(T left, T right)
        where T : IComparisonOperators<T, T, bool> => left >= right;
}

sealed class CompareNode<T, TKind, TComparison>(Node<T> left, Node<T> right) : Node<byte>
    where T : unmanaged, IComparisonOperators<T, T, bool>
    where TKind : IKind<T>
    where TComparison : IComparison
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var lefts = Scratch<T>.Rent(result.Length);
        using var rights = Scratch<T>.Rent(result.Length);
        left.Evaluate(frame, lefts.Span);
        right.Evaluate(frame, rights.Span);
        for (var i = 0; i < result.Length; i++)
        {
            var (a, b) = (lefts.Span[i], rights.Span[i]);
            result[i] = TKind.IsNull(a) || TKind.IsNull(b) ? Ternary.Null : Ternary.Of(TComparison.Test(a, b));
        }
    }
}

/// <summary>Strings compare byte by byte in UTF-8, which is the order of code points.</summary>
sealed class StringCompareNode<TComparison>(StringNode left, StringNode right) : Node<byte>
    where TComparison : IComparison
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var lefts = left.Evaluate(frame);
        using var rights = right.Evaluate(frame);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] =
                lefts.IsNull(i) || rights.IsNull(i) ? Ternary.Null : Ternary.Of(TComparison.Test(lefts[i].SequenceCompareTo(rights[i]), 0));
        }
    }
}
