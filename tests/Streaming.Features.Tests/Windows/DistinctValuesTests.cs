using CsCheck;
using Streaming.Features.Windows;

namespace Streaming.Features.Tests.Windows;

public sealed class DistinctValuesTests
{
    [Fact]
    public void It_counts_as_a_dictionary_of_counts_does()
    {
        Gen.Select(Gen.ULong[1, 40], Gen.Bool)
            .Array[0, 300]
            .Sample(steps =>
            {
                var values = new DistinctValues();
                var expected = new Dictionary<ulong, int>();
                foreach (var (value, add) in steps)
                {
                    if (add)
                    {
                        values.Add(value, value & 1);
                        expected[value] = expected.GetValueOrDefault(value) + 1;
                    }
                    else if (expected.TryGetValue(value, out var times))
                    {
                        values.Remove(value, value & 1);
                        if (times == 1)
                            expected.Remove(value);
                        else
                            expected[value] = times - 1;
                    }
                    values.Count.ShouldBe(expected.Count);
                }
            });
    }
}
