package org.ldm4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** Whether this machine and installation can do the work. */
@Command(name = "doctor", description = "Checks this machine and installation; exit code 6 if something fails.")
final class DoctorCommand extends LdmCommand {
    @Override
    Exit run() {
        Console console = common.console();
        List<Diagnosis> diagnoses = Examination.all(common);
        for (Diagnosis diagnosis : diagnoses) {
            String status = diagnosis.status().label();
            console.result(String.format(Locale.ROOT, "%-5s %-20s %s", status, diagnosis.name(), diagnosis.detail()));
        }
        console.document(
                Map.of("checks", diagnoses.stream().map(Diagnosis::document).toList()));
        boolean failed = diagnoses.stream().anyMatch(diagnosis -> diagnosis.status() == Diagnosis.Status.FAIL);
        return failed ? Exit.CHECK_FAILED : Exit.DONE;
    }
}
