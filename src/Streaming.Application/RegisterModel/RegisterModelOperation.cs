using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Explanations;
using Streaming.Explanations.Onnx;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Signatures;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.RegisterModel;

/// <summary>
/// Adds a model file to the registry, whoever wrote it: says how it is served, scores rows as a proof, and refuses what cannot be served.
/// </summary>
public sealed class RegisterModelOperation()
    : Operation<RegisterModelRequest, RegisteredFile>(new OperationInfo("model.register", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RegisterModelRequest request) =>
        $"{request.Name} {(request.SentHash is { } hash ? $"sha256:{hash}" : request.File)}";

    /// <inheritdoc/>
    protected internal override async Task<RegisteredFile> RunAsync(
        RegisterModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        ModelRegistry.CheckName(request.Name);
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology ?? request.Name));
        var content = ModelFiles.Understand(await ModelFiles.ReadAsync(request.File, stop), plan.Topology, request.Map, request.Output);
        var facts = ModelFacts.Of(content);
        var version = new ModelVersion(request.Name, 0, content.Hash);
        var model = ModelFiles.Serve(content, version, plan.Topology, context.Loggers.CreateLogger<RegisterModelOperation>()).Model;
        using (model)
        {
            var ofFile = request.Data is { } path ? ModelProof.OfFile(path, model, stop) : null;
            var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
            var rows = ofFile ?? await ModelProof.OfLineageAsync(await services.LineageAsync(stop), plan, model, stop);
            var proof = rows.Score(model);

            var registry = await services.ModelsAsync(stop);
            var before = (await registry.ListAsync(stop)).Where(m => m.Name == request.Name).Select(m => m.Version).ToHashSet();
            var registered = await registry.RegisterAsync(
                request.Name,
                content,
                Describe(request, model, facts),
                context.Author,
                stop: stop
            );
            return new RegisteredFile(
                registered.Name,
                registered.Version,
                registered.Hash,
                !before.Contains(registered.Version),
                facts,
                model.Signature,
                IsExplained(content, model.Signature),
                proof,
                [.. Notes(request, plan.Topology, model.Signature, proof)]
            );
        }
    }

    static ModelDescription Describe(RegisterModelRequest request, OnnxModel model, ModelFacts facts) =>
        new()
        {
            Features = model.Signature.Features,
            Metrics = new Dictionary<string, double>(StringComparer.Ordinal),
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["file"] = Path.GetFileName(request.File),
                ["producer"] = facts.Producer,
                ["operator_sets"] = string.Join(", ", facts.OperatorSets),
            },
        };

    static bool IsExplained(ModelContent content, ModelSignature signature)
    {
        try
        {
            OnnxTrees.Read(content.Bytes.Span, signature.Output.Columns > 1 ? signature.Output.Column : null);
            return true;
        }
        catch (ExplanationException)
        {
            return false;
        }
    }

    static IEnumerable<string> Notes(RegisterModelRequest request, TopologyModel topology, ModelSignature signature, ScoredProof proof)
    {
        if (topology.Score.Model != request.Name)
        {
            yield return topology.Score.Model is { } other
                ? $"The topology {topology.Name} scores with the model '{other}', so that versions of '{request.Name}' are not its own."
                : $"The topology {topology.Name} names no model: write `model: {request.Name}` under its `score`.";
        }

        if (signature.MatchedBy == FeatureMatching.Order)
        {
            yield return "The model names no columns: features were taken in the topology's order. Make sure that it was trained in "
                + "that order.";
        }

        var unused = topology.Features.Select(f => f.Name).Except(signature.Features, StringComparer.Ordinal).ToList();
        if (unused.Count > 0)
            yield return $"The model does not take {string.Join(", ", unused.Take(20))}{(unused.Count > 20 ? ", …" : "")}.";
        if (proof.Source is null)
            yield return "No rows are recorded yet, so that none were scored as a proof. Name a file with rows of features to see scores.";
        if (signature.Transform == ScoreTransform.None && (proof.Lowest < 0 || proof.Highest > 1))
        {
            yield return "Scores lie outside 0 to 1: they are no probabilities. If they are logits, write `transform: sigmoid` under "
                + "`score` "
                + "in the topology, and register the file again.";
        }

        if (proof.Rows > 1 && proof.Lowest == proof.Highest)
            yield return "All rows have the same score.";
    }
}
