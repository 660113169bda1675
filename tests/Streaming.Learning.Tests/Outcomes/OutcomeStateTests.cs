using Streaming.Drift.Risk;
using Streaming.Events.Time;
using Streaming.Learning.Outcomes;
using Streaming.Learning.Recorded;

namespace Streaming.Learning.Tests.Outcomes;

/// <summary>What is saved of judged rows comes back the same; what is not a saved state is refused and breaks nothing.</summary>
public sealed class OutcomeStateTests
{
    static readonly OutcomeOptions Options = new(TimeSpan.FromDays(2), new RiskOptions(ReferenceRows: 300), RunLength: 5000);

    [Fact]
    public void Saved_and_restored_anywhere_it_finds_the_same()
    {
        var (whole, pieces) = (new OutcomeTracker(Options), new OutcomeTracker(Options));
        var found = new List<OutcomeKind>();
        for (var i = 0; i < 3000; i++)
        {
            var reasons = Take(whole, i);
            Take(pieces, i).ShouldBe(reasons);
            found.AddRange(reasons.Select(r => r.Kind));
            if (i % 131 == 0)
                pieces = OutcomeState.Restore(OutcomeState.Save(pieces));
        }

        OutcomeState.Save(pieces).ShouldBe(OutcomeState.Save(whole));
        found.Distinct().Order().ShouldBe([OutcomeKind.Worse, OutcomeKind.MoreErrors]);
        found.Count(k => k == OutcomeKind.Worse).ShouldBe(1);
        (whole.Withdrawn, whole.Refused).ShouldBe((60, 60));
        whole.Labelled.ShouldBe(3000 - 180);
    }

    /// <summary>A reference that has seen no wrong decision, or nothing else, is one like any other.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reference_may_be_all_right_or_all_wrong(bool right)
    {
        var tracker = new OutcomeTracker(Options);
        for (var i = 0; i < 1000; i++)
            tracker.Add(new JudgedRow(0.1f, !right, false, TimeSpan.Zero, 1, false)).ShouldBeEmpty();
        OutcomeState.Restore(OutcomeState.Save(tracker)).Errors.ShouldNotBeNull();
        var alarms = 0;
        for (var i = 0; i < 1000; i++)
            alarms += tracker.Add(new JudgedRow(0.1f, true, false, TimeSpan.Zero, 1, false)).Count;
        alarms.ShouldBe(right ? 1 : 0);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1200)]
    public void Damaged_state_is_refused_or_read_and_breaks_nothing(int rows)
    {
        var tracker = new OutcomeTracker(Options);
        for (var i = 0; i < rows; i++)
            Take(tracker, i);
        tracker.Watermark = new Timestamp(77);
        var saved = OutcomeState.Save(tracker);
        var random = new Random(3);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = saved[..(i % 3 == 0 ? random.Next(saved.Length) : saved.Length)];
            if (damaged.Length > 0)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                OutcomeState.Restore(damaged).Labelled.GetHashCode();
            }
            catch (InvalidDataException) { }
        }
    }

    /// <summary>Every so manieth row has no label that counts; half-way decisions become worse than a coin.</summary>
    static IReadOnlyList<OutcomeReason> Take(OutcomeTracker tracker, int row)
    {
        if (row % 50 < 3)
            return tracker.AddUnlabelled((LabelState)(row % 50 == 0 ? 0 : row % 50 + 1));
        var positive = row % 7 == 0;
        var right = row < 1500 ? row % 10 != 0 : row % 3 == 0;
        var score = positive == right ? 0.9f : 0.1f;
        return tracker.Add(new JudgedRow(score, score >= 0.5f, positive, TimeSpan.FromHours(row % 30), 1 + row % 2, row % 4 == 0));
    }
}
