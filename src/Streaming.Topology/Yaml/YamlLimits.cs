namespace Streaming.Topology.Yaml;

/// <summary>How large a configuration file may be. A file past these is hostile or a mistake, never a topology.</summary>
static class YamlLimits
{
    public const int Bytes = 1 << 20;
    public const int Depth = 16;
    public const int Nodes = 100_000;
}
