using Streaming.Embedded.Kafka.Security;

namespace Streaming.Embedded.Kafka.Apis.Security;

/// <summary>How the requests about users number the mechanisms.</summary>
static class ScramFields
{
    public static ScramHash? Hash(sbyte mechanism) =>
        mechanism switch
        {
            1 => ScramHash.Sha256,
            2 => ScramHash.Sha512,
            _ => null,
        };

    public static sbyte Number(ScramHash hash) => hash == ScramHash.Sha256 ? (sbyte)1 : (sbyte)2;
}
