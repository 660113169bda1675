using System.Diagnostics.CodeAnalysis;
using System.Text;
using Streaming.Topology;

namespace Streaming.Publishing.Files;

/// <summary>What the bytes of a text file mean: what its byte order mark says, else what the user says, else UTF-8.</summary>
public static class TextEncoding
{
    // UTF-32's first: UTF-16's is the beginning of it.
    static readonly (byte[] Mark, string Name)[] Marks =
    [
        ([0xef, 0xbb, 0xbf], "utf-8"),
        ([0xff, 0xfe, 0, 0], "utf-32"),
        ([0xff, 0xfe], "utf-16"),
        ([0xfe, 0xff], "utf-16BE"),
    ];

    /// <summary>An encoding that takes no byte for another: it throws where a text is not of it.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out Encoding? encoding)
    {
        // Those of Windows and of old mainframes are not among the built-in ones.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            encoding = Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            encoding = null;
            return false;
        }
    }

    /// <summary>The text as UTF-8 without a mark.</summary>
    /// <param name="text">The bytes; disposed with what is returned.</param>
    /// <param name="declared">What the user says; null: nothing.</param>
    internal static PeekStream AsUtf8(PeekStream text, Encoding? declared)
    {
        foreach (var (mark, name) in Marks)
        {
            if (!text.Head.StartsWith(mark))
                continue;
            text.Skip(mark.Length);
            TryFind(name, out declared);
            break;
        }

        return declared is null or { CodePage: 65001 }
            ? text
            : new PeekStream(
                new DecodedStream(Encoding.CreateTranscodingStream(text, declared, Encoding.UTF8), declared),
                EventFile.HeadLength
            );
    }

    /// <summary>Says what is wrong where a byte means nothing.</summary>
    sealed class DecodedStream(Stream text, Encoding encoding) : ReadOnlyStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                return text.Read(buffer, offset, count);
            }
            catch (DecoderFallbackException e)
            {
                var bytes = string.Join(' ', (e.BytesUnknown ?? []).Select(b => $"0x{b:x2}"));
                throw new UnreadableTextException(
                    $"it is not {encoding.WebName}: {bytes} is no character of it. Say what it is.",
                    Cure.NameEncoding(),
                    e
                );
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                text.Dispose();
            base.Dispose(disposing);
        }
    }
}
