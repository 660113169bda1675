using CsCheck;
using Streaming.Drift.Specs;

namespace Streaming.Drift.Tests.State;

/// <summary>What is saved comes back the same; what is not a saved state is refused and breaks nothing.</summary>
public sealed class StateTests
{
    public static TheoryData<string> Detectors =>
        [
            .. DetectorKinds.All.Select(kind => kind.Name),
            "e-bounded:baseline=0.3,tolerance=0.01,arl=500,warning-arl=20",
            "e-bounded:arl=500,warning-arl=50,method=cusum",
            "e-gaussian:warmup=50,arl=300,warning-arl=10",
            "adwin:after=restart,clock=1,delta=0.1",
            "page-hinkley:threshold=2,direction=both",
            "kswin:alpha=0.01,window=40,sample=15",
        ];

    static readonly Gen<double[]> Errors =
        from rates in Gen.Double[0.05, 0.95].Array[4]
        from luck in Gen.Double[0, 1].Array[400]
        select (double[])[.. luck.Index().Select(u => u.Item < rates[u.Index / 100] ? 1.0 : 0)];

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Whenever_it_is_saved_the_same_answers_follow(string detector) =>
        (from values in Errors from at in Gen.Int[0, 400] select (values, at)).Sample(
            t =>
            {
                var whole = Make.Detector(detector);
                var expected = t.values.Select(whole.Add).ToList();
                var before = Make.Detector(detector);
                var first = t.values[..t.at].Select(before.Add).ToList();
                var after = DriftDetector.Restore(before.Save());
                after.Spec.ToString().ShouldBe(Make.Spec(detector).ToString());
                after.Save().ShouldBe(before.Save());
                first.Concat(t.values[t.at..].Select(after.Add)).ShouldBe(expected);
                after.Save().ShouldBe(whole.Save());
            },
            iter: 30
        );

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Damaged_state_is_refused_or_harmless(string detector)
    {
        var alive = Make.Detector(detector);
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
            alive.Add(random.NextDouble() < 0.3 ? 1 : 0);
        var saved = alive.Save();
        Gen.Select(Gen.Int[0, saved.Length - 1], Gen.Byte, Gen.Int[0, saved.Length - 1], Gen.Byte, Gen.Int[0, saved.Length])
            .Sample(
                t =>
                {
                    byte[] damaged = [.. saved];
                    damaged[t.Item1] = t.Item2;
                    damaged[t.Item3] = t.Item4;
                    Harmless(damaged);
                    Should.Throw<InvalidDataException>(() => DriftDetector.Restore(saved.AsSpan(0, Math.Min(t.Item5, saved.Length - 1))));
                },
                iter: 300
            );
    }

    [Fact]
    public void Any_bytes_are_refused_or_harmless() => Gen.Byte.Array[0, 200].Sample(Harmless);

    static void Harmless(byte[] state)
    {
        DriftDetector restored;
        try
        {
            restored = DriftDetector.Restore(state);
        }
        catch (InvalidDataException)
        {
            return;
        }

        for (var i = 0; i < 200; i++)
            restored.Add(i % 2 == 0 ? restored.Range.Low : Math.Min(restored.Range.High, 1e300));
    }

    [Fact]
    public void State_of_a_later_version_says_so() =>
        Should.Throw<InvalidDataException>(() => DriftDetector.Restore([2, .. new byte[40]])).Message.ShouldContain("format 2");
}
