using CsCheck;
using Streaming.Events.Time;
using Streaming.Features.Windows;

namespace Streaming.Features.Tests.Windows;

public sealed class ExtremesTests
{
    [Fact]
    public void The_minimum_is_that_of_what_is_inside_also_when_entries_come_late()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 12], Gen.Int[0, 5])
            .Array[0, 200]
            .Sample(steps =>
            {
                var extremes = new Extremes();
                var inside = new List<(long Time, double Value)>();
                long now = 0;
                foreach (var (step, back, value) in steps)
                {
                    now += step;
                    var low = now - 20;
                    extremes.Evict(new Timestamp(low));
                    inside.RemoveAll(i => i.Time <= low);
                    extremes.Add(new Timestamp(now - back), value);
                    inside.Add((now - back, value));
                    extremes.Value.ShouldBe(inside.Min(i => i.Value));
                }
            });
    }
}
