using Streaming.Learning.LightGbm;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Algorithms;

/// <summary>Which class an algorithm is.</summary>
static class GrowerTable
{
    static readonly Dictionary<Algorithm, IGrower> Growers = new()
    {
        [Algorithm.LightGbm] = new LightGbmGrower(),
        [Algorithm.FastTree] = new FastTreeGrower(),
        [Algorithm.FastForest] = new FastForestGrower(),
        [Algorithm.Sdca] = new SdcaGrower(),
        [Algorithm.Gam] = new GamGrower(),
    };

    internal static IGrower Of(Algorithm algorithm) => Growers[algorithm];
}
