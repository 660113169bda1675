using CsCheck;

namespace Streaming.Topology.Tests;

static class Pick
{
    /// <summary>One of some values, each as likely.</summary>
    public static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
