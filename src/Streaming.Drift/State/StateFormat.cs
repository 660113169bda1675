namespace Streaming.Drift.State;

static class StateFormat
{
    /// <summary>First byte of every saved state.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of the text that says which detector it is.</summary>
    public const int LongestSpec = 1024;
}
