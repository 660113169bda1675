using System.Text;
using System.Text.Json;
using CsCheck;
using Streaming.Application.FollowPredictions;

namespace Streaming.Application.Tests.FollowPredictions;

public sealed class PredictionCursorTests
{
    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(Gen.ULong, Gen.Long[0, long.MaxValue].List[0, 20])
            .Sample(
                (topic, next) =>
                {
                    PredictionCursor.TryParse(new PredictionCursor(topic, next).ToString(), out var read).ShouldBeTrue();
                    (read!.Topic, string.Join(',', read.Next)).ShouldBe((topic, string.Join(',', next)));
                }
            );

    /// <summary>Texts near to cursors, and far from them.</summary>
    [Fact]
    public void Whatever_comes_is_a_cursor_with_offsets_that_can_be_or_none() =>
        Gen.OneOf(
                Gen.String,
                Gen.Byte.Array[0, 40].Select(bytes => System.Buffers.Text.Base64Url.EncodeToString(bytes)),
                Gen.Byte.Array[0, 40].Select(bytes => System.Buffers.Text.Base64Url.EncodeToString([1, .. bytes]))
            )
            .Sample(text =>
            {
                if (PredictionCursor.TryParse(text, out var cursor))
                    cursor.Next.ShouldAllBe(offset => offset >= 0);
            });

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("AQ")] // format 1 and nothing else
    [InlineData("AgAAAAAAAAAB")] // format 2
    [InlineData("AQAAAAAAAAABgA")] // an offset that does not end
    public void What_is_none_is_none(string text) => PredictionCursor.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void One_of_too_many_partitions_is_none()
    {
        var text = new PredictionCursor(1, new long[PredictionCursor.MostPartitions + 1]).ToString();
        PredictionCursor.TryParse(text, out _).ShouldBeFalse();
    }

    /// <summary>The other way to read JSON finds the same.</summary>
    [Fact]
    public void Decision_and_score_are_read_out_of_predictions_and_out_of_nothing_else()
    {
        Gen.Select(Gen.String, Gen.Double[-1, 1], Gen.Bool)
            .Sample(
                (decision, score, first) =>
                {
                    var text = JsonSerializer.Serialize(
                        first
                            ? (object)
                                new
                                {
                                    score,
                                    model = new { decision = "inner", score = 7 },
                                    decision,
                                }
                            : new
                            {
                                decision,
                                list = new[] { "score" },
                                score,
                            }
                    );
                    PredictionFilter.Read(Encoding.UTF8.GetBytes(text)).ShouldBe((decision, score));
                }
            );
        Gen.Byte.Array[0, 60].Sample(bytes => _ = PredictionFilter.Read(bytes));
        Gen.String[Gen.Char["{}[]\":,scorediin0123456789.eE+-truefalsnul \\"], 0, 60]
            .Sample(text => _ = PredictionFilter.Read(Encoding.UTF8.GetBytes("{\"score\":" + text)));
    }
}
