using System.Text;
using Streaming.Topology.Faults;

namespace Streaming.Topology.Yaml;

/// <summary>Bytes of a configuration file to text.</summary>
static class YamlText
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string? Decode(ReadOnlySpan<byte> bytes, FaultLog log)
    {
        if (bytes.Length > YamlLimits.Bytes)
        {
            log.Report(
                1,
                1,
                "",
                $"the file is larger than {YamlLimits.Bytes} bytes",
                "A topology is a page or two; look at what was written into it."
            );
            return null;
        }

        try
        {
            return Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            var line = bytes[..Math.Max(0, e.Index)].Count((byte)'\n') + 1;
            log.Report(line, 1, "", "the file is not UTF-8 here", "Save it as UTF-8.");
            return null;
        }
    }
}
