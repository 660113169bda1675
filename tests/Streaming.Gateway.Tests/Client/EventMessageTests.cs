using System.Text;
using CsCheck;
using Streaming.Client;

namespace Streaming.Gateway.Tests.Client;

public sealed class EventMessageTests
{
    static readonly Gen<string> Text = Gen.String[Gen.Char['!', '~'], 1, 8];

    static readonly Gen<EventMessage> Message = Gen.Select(Text, Gen.Bool, Text, (id, full, data) =>
        full ? new EventMessage(id, "prediction", data, null) : new EventMessage(id, null, null, null)
    );

    /// <summary>Wherever a connection breaks: what was whole before is told, and nothing else is.</summary>
    [Fact]
    public void A_stream_that_is_cut_gives_the_messages_before_the_cut() =>
        Gen.Select(Message.Array[0, 6], Gen.Double[0, 1])
            .Sample(
                (messages, share) =>
                {
                    var parts = messages.Select(Written).ToList();
                    var whole = string.Concat(parts);
                    var cut = (int)(whole.Length * share);
                    var ends = parts.Select((_, i) => parts.Take(i + 1).Sum(p => p.Length));
                    Read(Encoding.UTF8.GetBytes(whole[..cut])).ShouldBe(messages.Take(ends.Count(end => end <= cut)));
                }
            );

    [Fact]
    public void Whatever_comes_is_read_to_its_end() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Read(bytes).Count.ShouldBeLessThanOrEqualTo(bytes.Length));

    [Fact]
    public void Fields_are_read_as_the_standard_has_them()
    {
        var read = Read(": a comment\r\nid:1\r\ndata: a\r\ndata:  b\r\nretry: 5\r\nretry: soon\r\nunknown: x\r\ndata\r\n\r\n"u8.ToArray());
        read.ShouldBe([new EventMessage("1", null, "a\n b\n", TimeSpan.FromMilliseconds(5))]);
    }

    static string Written(EventMessage message) =>
        message.Data is null ? $"id: {message.Id}\n\n" : $"id: {message.Id}\nevent: {message.Event}\ndata: {message.Data}\n\n";

    static List<EventMessage> Read(byte[] bytes) =>
        EventMessage.ReadAsync(new MemoryStream(bytes), CancellationToken.None).ToListAsync().AsTask().GetAwaiter().GetResult();
}
