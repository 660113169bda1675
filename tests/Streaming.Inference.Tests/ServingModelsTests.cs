using Streaming.Inference.Models;

namespace Streaming.Inference.Tests;

/// <summary>Who asks now and then which versions serve sees a change by comparing.</summary>
public sealed class ServingModelsTests
{
    static ServingModels Serving => new(Version(1), Version(2), 0.05, [Version(3), Version(4)]);

    [Fact]
    public void The_same_versions_in_the_same_roles_are_equal_and_anything_else_is_not()
    {
        Serving.ShouldBe(Serving);
        Serving.GetHashCode().ShouldBe(Serving.GetHashCode());
        ServingModels[] others =
        [
            Serving with
            {
                Champion = null,
            },
            Serving with
            {
                Canary = Version(5),
            },
            Serving with
            {
                CanaryShare = 0.1,
            },
            Serving with
            {
                Shadows = [Version(3)],
            },
            Serving with
            {
                Shadows = [Version(3), Version(5)],
            },
        ];
        others.Where(other => other.Equals(Serving)).ShouldBeEmpty();
        ServingModels.Only(null).ShouldBe(ServingModels.None);
        ServingModels.Only(Version(1)).ShouldNotBe(ServingModels.None);
    }

    static ModelVersion Version(int version) => new("fraud", version, $"hash {version}");
}
