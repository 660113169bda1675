using CsCheck;
using Streaming.Drift.Specs;

namespace Streaming.Drift.Tests.Specs;

/// <summary>Specifications are read, written canonically, and refused with what is allowed.</summary>
public sealed class SpecTests
{
    [Theory]
    [InlineData("adwin", "adwin")]
    [InlineData("adwin:delta=0.002", "adwin")]
    [InlineData(" adwin : clock = 1 , delta=1e-2", "adwin:delta=0.01,clock=1")]
    [InlineData("e-bounded:baseline=-0,low=-1", "e-bounded:baseline=0,low=-1")]
    [InlineData("e-bounded:baseline=auto", "e-bounded")]
    public void One_meaning_has_one_text(string text, string canonical) => Make.Spec(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData(
        "adwim",
        "There is no detector 'adwim'. There are: e-bounded, e-bernoulli, e-gaussian, adwin, page-hinkley, ddm, eddm, kswin."
    )]
    [InlineData("", "There is no detector ''.")]
    [InlineData("adwin:", "write name=value")]
    [InlineData("adwin:delta", "'delta' is no parameter of adwin: write name=value")]
    [InlineData("adwin:dleta=0.1", "adwin has no parameter 'dleta'. It has: delta (a number from 1E-15 to 1; 0.002 unless given);")]
    [InlineData("adwin:delta=2", "adwin: delta is a number from 1E-15 to 1, not '2'.")]
    [InlineData("adwin:delta=NaN", "not 'NaN'")]
    [InlineData("adwin:delta=0,1", "delta is a number")]
    [InlineData("adwin:delta=0.1,delta=0.2", "delta is given twice")]
    [InlineData("adwin:clock=1.5", "clock is a whole number from 1 to 1000000, not '1.5'.")]
    [InlineData("adwin:after=never", "after is shrink or restart, not 'never'.")]
    [InlineData("adwin:delta=auto", "delta is a number")]
    [InlineData("ddm:warning=4", "warning is at most alarm")]
    [InlineData("eddm:alarm=0.99", "alarm is at most warning")]
    [InlineData("kswin:sample=60", "window is at least twice sample")]
    [InlineData("e-bounded:low=1", "low is below high")]
    [InlineData("e-bounded:baseline=1", "baseline lies between 0 and 1")]
    [InlineData("e-bounded:tolerance=0.1", "give that too")]
    [InlineData("e-bounded:arl=500", "warning-arl is at most arl")]
    [InlineData("e-gaussian:arl=500", "warning-arl is at most arl")]
    public void What_is_refused_is_named_with_what_is_allowed(string text, string said)
    {
        DetectorSpec.TryParse(text, out _, out var fault).ShouldBeFalse();
        fault!.ShouldContain(said);
    }

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.OneOf(
                Gen.String,
                Gen.Char["adwinkse-bou:=,.0123456789 NaN∞"].Array[0, 40].Select(c => new string(c)),
                from kind in Gen.Int[0, DetectorKinds.All.Count - 1].Select(i => DetectorKinds.All[i])
                from parameter in Gen.Int[0, kind.Parameters.Count - 1].Select(i => kind.Parameters[i])
                from value in Gen.OneOf(
                    Gen.String,
                    Gen.Double.Select(d => d.ToString("R")),
                    Gen.OneOf(Gen.Const("auto"), Gen.Const("up"), Gen.Const("sr"), Gen.Const("-0"), Gen.Const("1e400"))
                )
                select $"{kind.Name}:{parameter.Name}={value}"
            )
            .Sample(
                text =>
                {
                    if (DetectorSpec.TryParse(text, out var spec, out var fault))
                    {
                        Make.Spec(spec.ToString()).ToString().ShouldBe(spec.ToString());
                        spec.Create().Add(spec.Create().Range.Low).ShouldNotBe(DriftLevel.Alarm);
                    }
                    else
                    {
                        fault.ShouldNotBeNullOrWhiteSpace();
                    }
                },
                iter: 3000
            );

    [Theory]
    [InlineData("e-bernoulli", 0.5, "The detector e-bernoulli takes 0 or 1.")]
    [InlineData("e-bounded", 1.5, "takes numbers from 0 to 1.")]
    [InlineData("adwin", double.NaN, "takes numbers from -1E+140 to 1E+140.")]
    [InlineData("adwin", double.PositiveInfinity, "takes numbers from -1E+140 to 1E+140.")]
    public void Values_outside_of_the_range_are_refused(string detector, double value, string said) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Make.Detector(detector).Add(value)).Message.ShouldContain(said);
}
