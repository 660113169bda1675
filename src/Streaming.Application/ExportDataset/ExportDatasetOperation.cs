using Streaming.Application.Exporting;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Store;
using Streaming.Models.Datasets;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ExportDataset;

/// <summary>Makes a dataset again from lineage, checks that it is what its id says, and writes it as a table.</summary>
public sealed class ExportDatasetOperation()
    : Operation<ExportDatasetRequest, ExportedDataset>(new OperationInfo("dataset.export", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ExportDatasetRequest request) => request.Id;

    /// <inheritdoc/>
    protected internal override async Task<ExportedDataset> RunAsync(
        ExportDatasetRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        using var partial = request.Output is null ? PartialFile.Create(request.File) : null;
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var dataset = await (await services.ModelsAsync(stop)).DatasetAsync(request.Id, stop);
        var lineage = await services.LineageAsync(stop);
        var plan = await PlanAsync(lineage, dataset, stop);
        var progress = context.Progress<string>(text => new Noted(text));
        var set = (await new TrainingSetReader(lineage).ReadAgainAsync(plan, dataset, progress, stop)).Set;
        await using var output = new HashedStream(
            partial is null ? request.Output!() : new FileStream(partial.Path, FileMode.Open, FileAccess.Write, FileShare.None, 1 << 20)
        );
        await WriteAsync(set, request.Format, output, stop);
        var (bytes, hash) = output.Complete();
        partial?.Complete();
        return new ExportedDataset(dataset.Id, request.File, request.Format, set.Count, bytes, hash);
    }

    /// <summary>By the text of that time where a pipeline ran under it, else by the last one: the id tells whether the rows are the
    /// same.</summary>
    static async Task<PipelinePlan> PlanAsync(LineageStore lineage, KnownDataset dataset, CancellationToken stop)
    {
        var texts = await lineage.Topologies.ReadAsync(dataset.Topology, stop);
        var text = texts.FirstOrDefault(t => t.Hash == dataset.TopologyHash)
            ?? (texts.Count > 0 ? texts[^1] : null)
            ?? throw new StreamingException($"No text of {dataset.Topology} was recorded, so nothing says what its lineage holds.");
        return PlanCompiler.Compile(TopologyLoader.ParseRecorded(text.Text, $"the recorded text of {dataset.Topology}"));
    }

    static async Task WriteAsync(TrainingSet set, ExportFormat format, Stream output, CancellationToken stop)
    {
        await using var writer = TableWriter.Create(format, new CountedStream(output), DatasetTable.Schema(set));
        foreach (var batch in DatasetTable.Batches(set))
        {
            using (batch)
                await writer.WriteAsync(batch, stop);
        }

        await writer.CompleteAsync(stop);
    }
}
