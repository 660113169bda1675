using Apache.Arrow;
using Streaming.Application.Exporting;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Export;

internal sealed class ExportHandler(CommandContext context)
{
    public async Task<int> RunAsync(ExportRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var wanted = new Lineage.ExportRequest(plan) { From = request.From ?? long.MinValue, To = request.To ?? long.MaxValue, Columns = request.Columns };
        // A column that is not there is an error before anything starts or is written.
        var schema = LineageExport.Schema(wanted);
        if (request is { ToOutput: true, Format: not ExportFormat.Csv } && context.Terminal.OutIsTerminal)
            throw new StreamingException($"{request.Format.ToString().ToLowerInvariant()} is no text and standard output is a terminal. Send it to a program or a file, or take --format csv.");
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var export = new LineageExport(lineage);
        var view = new ExportView(context.Terminal, context.Time);
        var all = await export.CountAsync(wanted, stop);
        if (request.ToOutput)
        {
            await using var output = new CountedStream(context.Terminal.OpenOut());
            var sent = await view.WatchAsync(all, progress => WriteAsync(export, wanted, TableWriter.Create(request.Format, output, schema), progress, stop));
            view.Sent(sent, output.Position);
            return ExitCode.Done;
        }

        var rows = await view.WatchAsync(all, progress => WriteAsync(export, wanted, schema, request, progress, stop));
        view.Show(request, rows, new FileInfo(request.File).Length);
        return ExitCode.Done;
    }

    /// <summary>Under another name until it is whole: a file of that name is a complete export.</summary>
    static async Task<long> WriteAsync(LineageExport export, Lineage.ExportRequest wanted, Schema schema, ExportRequest request, Action<long> progress, CancellationToken stop)
    {
        var partial = request.File + ".partial";
        try
        {
            var rows = await WriteAsync(export, wanted, TableWriter.Create(request.Format, partial, schema), progress, stop);
            File.Move(partial, request.File, overwrite: true);
            return rows;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <param name="writer">Disposed at the end.</param>
    static async Task<long> WriteAsync(LineageExport export, Lineage.ExportRequest wanted, TableWriter writer, Action<long> progress, CancellationToken stop)
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
