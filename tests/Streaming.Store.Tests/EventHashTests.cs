using CsCheck;
using Streaming.Store.HashChains;

namespace Streaming.Store.Tests;

public sealed class EventHashTests
{
    static readonly Gen<Dictionary<string, double>> Values = Gen.Dictionary(
        Gen.String[Gen.Char.AlphaNumeric, 1, 8],
        Gen.Double.Where(double.IsFinite)
    )[1, 6];

    [Fact]
    public void Seals_do_not_depend_on_the_order_of_members_and_on_everything_else() =>
        Gen.Select(Values, Gen.Int[0, 1000])
            .Sample(
                (values, pick) =>
                {
                    var happened = Of(values);
                    var seal = Seal(happened);

                    Seal(Of(values.Reverse().ToDictionary())).ShouldBe(seal);
                    Seal(happened with { Seal = "0123" }).ShouldBe(seal);
                    var changed = new Dictionary<string, double>(values);
                    var key = changed.Keys.ElementAt(pick % changed.Count);
                    changed[key] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(changed[key]) ^ 1);
                    Seal(Of(changed)).ShouldNotBe(seal);
                    Seal(happened with { Version = 4 }).ShouldNotBe(seal);
                    EventHash.Of(happened, "model/frauds", 2, "00").ShouldNotBe(seal);
                    EventHash.Of(happened, "model/fraud", 3, "00").ShouldNotBe(seal);
                    EventHash.Of(happened, "model/fraud", 2, "01").ShouldNotBe(seal);
                    EventHash.Of(happened, "model/fraud", 2, null).ShouldNotBe(seal);
                }
            );

    /// <summary>The form is for ever: an auditor may compute it by other means.</summary>
    [Fact]
    public void A_seal_is_the_hash_of_a_text_that_anybody_can_write()
    {
        var text = """["ab","model/fraud",2,"happened",{"At":"2024-05-01T12:00:00+00:00","Values":{"a":1,"b":0.5},"Version":7}]""";

        EventHash
            .Of(
                new Happened(7, new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero), new() { ["b"] = 0.5, ["a"] = 1 }),
                "model/fraud",
                2,
                "ab"
            )
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
    }

    static Happened Of(Dictionary<string, double> values) => new(3, DateTimeOffset.UnixEpoch, values);

    static string Seal(ChainedEvent happened) => EventHash.Of(happened, "model/fraud", 2, "00");
}
