using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Tests.Stages;

public sealed class BackPressureTests
{
    const int RecordsAtOnce = 1000;

    /// <summary>More than a stage ever holds, and as much as a fault here may cost.</summary>
    const long TooMuch = 64 << 20;

    /// <summary>
    /// Fails where reading goes on while a database that is slow, or away, commits nothing: the rows would fill the memory.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(RecordsAtOnce)]
    public void Reading_pauses_while_nothing_is_committed_and_goes_on_when_it_is(int firstBatches)
    {
        var stage = Orders.Stage();
        var gauge = stage.Parts.Inputs[0].Gauge;
        var (next, underWay, taken) = (0, 0, 0);
        // Small batches leave nothing behind when they are taken: all of the input was wanted then.
        for (var i = 0; i < 2; i++)
            Read(firstBatches);
        while (!FlowControl.ShouldPause(gauge))
        {
            Read(RecordsAtOnce);
            stage.Parts.Merge.BufferedBytes.ShouldBeLessThan(TooMuch);
        }

        underWay.ShouldBe(2);
        FlowControl.ShouldResume(gauge).ShouldBeFalse();
        while (underWay > 0)
        {
            underWay--;
            stage.Features.Committed();
            Take();
        }

        FlowControl.ShouldResume(gauge).ShouldBeTrue();
        taken.ShouldBe(next);

        void Read(int records)
        {
            var raw = Orders.Complete(next, records);
            next += records;
            gauge.HandedOver(raw.Bytes);
            stage.Accept(raw);
            Take();
        }

        void Take()
        {
            while (stage.Features.Take() is { } batch)
            {
                underWay++;
                taken += batch.Rows?.Length ?? 0;
            }

            stage.Features.Gauge();
        }
    }
}
