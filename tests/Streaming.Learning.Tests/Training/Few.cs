using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Training;

/// <summary>Small models, soon grown.</summary>
static class Few
{
    public static TrainerOptions Of(Algorithm algorithm) =>
        algorithm switch
        {
            Algorithm.Sdca => new TrainerOptions { Algorithm = algorithm },
            Algorithm.Gam => new TrainerOptions
            {
                Algorithm = algorithm,
                Rounds = 200,
                LearningRate = 0.1,
            },
            _ => new TrainerOptions { Algorithm = algorithm, Trees = 60 },
        };
}
