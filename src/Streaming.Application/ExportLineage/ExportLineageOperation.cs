using Apache.Arrow;
using Streaming.Application.Exporting;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Export;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ExportLineage;

/// <summary>Writes the lineage of every record as a table: one row for each record, scored or rejected.</summary>
public sealed class ExportLineageOperation()
    : Operation<ExportLineageRequest, ExportedLineage>(
        new OperationInfo("lineage.export", Role.Auditor, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ExportLineageRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override ExportLineageRequest Placed(ExportLineageRequest request, JobFiles files) =>
        request.Output is null
            ? request with
            {
                Topology = files.Topology(request.Topology),
                File = files.Writes(request.File),
            }
            : throw new StreamingException("A job has no standard output: name a file.");

    /// <inheritdoc/>
    protected internal override async Task<ExportedLineage> RunAsync(
        ExportLineageRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var wanted = new ExportRequest(plan)
        {
            From = request.From ?? Timestamp.Beginning,
            To = request.To ?? Timestamp.End,
            Columns = request.Columns,
            HidesPersonal = !context.Caller.Principal.SeesPersonal,
        };
        // A column that is not there is an error before anything starts or is written.
        var schema = LineageExport.Schema(wanted);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var export = new LineageExport(await services.LineageAsync(stop));
        var started = context.Time.GetTimestamp();
        var all = await export.CountAsync(wanted, stop);
        var (rows, bytes) = request.Output is { } output
            ? await SendAsync(output, writer => WriteAsync(export, wanted, writer, Progress, stop), schema, request.Format)
            : await SaveAsync(request.File, writer => WriteAsync(export, wanted, writer, Progress, stop), schema, request.Format);
        return new ExportedLineage(
            request.File,
            request.Format,
            rows,
            bytes,
            Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 3)
        );

        void Progress(long done) => context.Report(Advanced.Of("exporting", done, all, "records"));
    }

    static async Task<(long Rows, long Bytes)> SendAsync(
        Func<Stream> open,
        Func<TableWriter, Task<long>> write,
        Schema schema,
        ExportFormat format
    )
    {
        await using var output = new CountedStream(open());
        var rows = await write(TableWriter.Create(format, output, schema));
        return (rows, output.Position);
    }

    static async Task<(long Rows, long Bytes)> SaveAsync(
        string file,
        Func<TableWriter, Task<long>> write,
        Schema schema,
        ExportFormat format
    )
    {
        using var partial = PartialFile.Create(file);
        var rows = await write(TableWriter.Create(format, partial.Path, schema));
        partial.Complete();
        return (rows, new FileInfo(file).Length);
    }

    /// <param name="export">What.</param>
    /// <param name="wanted">Of it.</param>
    /// <param name="writer">Disposed at the end.</param>
    /// <param name="progress">Told how many rows so far.</param>
    /// <param name="stop">Gives up.</param>
    static async Task<long> WriteAsync(
        LineageExport export,
        ExportRequest wanted,
        TableWriter writer,
        Action<long> progress,
        CancellationToken stop
    )
    {
        await using (writer)
        {
            long rows = 0;
            await foreach (var batch in export.ReadAsync(wanted, stop))
            {
                await writer.WriteAsync(batch, stop);
                rows += batch.Length;
                progress(rows);
            }

            await writer.CompleteAsync(stop);
            return rows;
        }
    }
}
