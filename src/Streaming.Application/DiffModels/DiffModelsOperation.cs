using System.Globalization;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Models;

namespace Streaming.Application.DiffModels;

/// <summary>Says in what two versions of a model differ: parameters, features, metrics, where they come from, and how the rows that
/// they were trained on were distributed.</summary>
public sealed class DiffModelsOperation()
    : Operation<DiffModelsRequest, ModelDifference>(new OperationInfo("model.diff", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DiffModelsRequest request) => $"{request.Name} {request.Earlier} {request.Later}";

    /// <inheritdoc/>
    protected internal override async Task<ModelDifference> RunAsync(
        DiffModelsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var earlier = await registry.GetAsync(request.Name, request.Earlier, stop);
        var later = await registry.GetAsync(request.Name, request.Later, stop);
        return Between(earlier, later) with
        {
            Distributions = ComparedReferences.Of(await registry.ReferenceAsync(earlier, stop), await registry.ReferenceAsync(later, stop)),
        };
    }

    static ModelDifference Between(RegisteredModel earlier, RegisteredModel later)
    {
        var (before, after) = (earlier.Description, later.Description);
        IReadOnlyList<string> added = [.. after.Features.Except(before.Features)];
        IReadOnlyList<string> removed = [.. before.Features.Except(after.Features)];
        return new ModelDifference(
            earlier.Name,
            ComparedVersion.Of(earlier),
            ComparedVersion.Of(later),
            earlier.Hash == later.Hash,
            added,
            removed,
            added.Count == 0 && removed.Count == 0 && !before.Features.SequenceEqual(after.Features),
            Different(before.Parameters, after.Parameters),
            Metrics(before.Metrics, after.Metrics),
            Different(Facts(before), Facts(after))
        );
    }

    static List<DifferentText> Different(IReadOnlyDictionary<string, string> earlier, IReadOnlyDictionary<string, string> later) =>
        [
            .. earlier
                .Keys.Union(later.Keys)
                .Select(name => new DifferentText(name, earlier.GetValueOrDefault(name), later.GetValueOrDefault(name)))
                .Where(d => d.Earlier != d.Later),
        ];

    static List<ComparedMetric> Metrics(IReadOnlyDictionary<string, double> earlier, IReadOnlyDictionary<string, double> later) =>
        [
            .. earlier
                .Keys.Union(later.Keys)
                .Select(name =>
                {
                    double? one = earlier.TryGetValue(name, out var before) ? before : null;
                    double? other = later.TryGetValue(name, out var after) ? after : null;
                    return new ComparedMetric(name, one, other, other - one);
                }),
        ];

    static Dictionary<string, string> Facts(ModelDescription description)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (description.Origin is { } origin)
        {
            facts["topology"] = origin.Topology;
            facts["trained on"] = $"{IsoTime.Format(origin.TrainFrom)} to {IsoTime.Format(origin.TrainTo)}";
            facts["rows trained on"] = Rows(origin.TrainRows, origin.TrainPositives);
            facts["judged on"] = $"{IsoTime.Format(origin.TestFrom)} to {IsoTime.Format(origin.TestTo)}";
            facts["rows judged on"] = Rows(origin.TestRows, origin.TestPositives);
            facts["lineage"] = string.Join(", ", origin.Ranges.Select(r => $"{r.Stream} {r.FirstVersion} to {r.LastVersion}"));
        }

        if (description.Training is { } training)
        {
            facts["release"] = training.CodeVersion;
            if (training.Parent is { } parent)
                facts["champion at the time"] = $"v{parent}";
            if (training.Dataset is { } dataset)
                facts["dataset"] = dataset.Id;
        }

        return facts;
    }

    static string Rows(int rows, int positives) => string.Create(CultureInfo.InvariantCulture, $"{rows:N0}, {positives:N0} positive");
}
